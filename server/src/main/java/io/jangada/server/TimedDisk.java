package io.jangada.server;

import io.jangada.node.storage.Disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Measures how long the writes of a running member take, with their force. */
final class TimedDisk implements Disk {
    private final Disk disk;
    private final Histogram writes;

    TimedDisk(Disk disk, Histogram writes) {
        this.disk = disk;
        this.writes = writes;
    }

    @Override
    public void submit(Operation operation, Completion done) {
        switch (operation) {
            case Operation.Write write -> {
                long begun = System.nanoTime();
                disk.submit(
                        write,
                        failure -> {
                            writes.add(System.nanoTime() - begun);
                            done.done(failure);
                        });
            }
            case Operation.Read read -> disk.submit(read, done);
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
    public void force(String file) throws IOException {
        disk.force(file);
    }

    @Override
    public void forceDirectory() throws IOException {
        disk.forceDirectory();
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
