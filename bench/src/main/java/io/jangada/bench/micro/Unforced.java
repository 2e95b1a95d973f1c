package io.jangada.bench.micro;

import io.jangada.node.storage.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk that claims to force: what is left is the cost of everything else. */
record Unforced(Disk disk) implements Disk {
    @Override
    public void force(String file) {}

    @Override
    public void forceDirectory() {}

    @Override
    public void submit(Operation operation, Completion done) {
        switch (operation) {
            case Operation.Read _ -> disk.submit(operation, done);
            case Operation.Write(String file, List<Piece> pieces) -> {
                try {
                    for (Piece piece : pieces) {
                        disk.write(file, piece.position(), piece.bytes());
                    }
                } catch (IOException failure) {
                    done.done(failure);
                    return;
                }
                done.done(null);
            }
        }
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public long size(String file) throws IOException {
        return disk.size(file);
    }

    @Override
    public int read(String file, long position, ByteBuffer target) throws IOException {
        return disk.read(file, position, target);
    }

    @Override
    public void create(String file, long bytes) throws IOException {
        disk.create(file, bytes);
    }

    @Override
    public void write(String file, long position, ByteBuffer bytes) throws IOException {
        disk.write(file, position, bytes);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void truncate(String file, long bytes) throws IOException {
        disk.truncate(file, bytes);
    }

    @Override
    public void delete(String file) throws IOException {
        disk.delete(file);
    }

    @Override
    public void lock(String owner) throws IOException {
        disk.lock(owner);
    }

    @Override
    public void requireLock() throws IOException {
        disk.requireLock();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
