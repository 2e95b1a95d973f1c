package io.jangada.server.etcd;

import io.jangada.database.Database;
import io.jangada.database.StoreImage;
import io.jangada.kv.Result;
import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What the members of this server replicate: the database, and what the members told of themselves.
 */
public final class Machine implements StateMachine<Result> {
    private static final Result NOTHING = new Result.RangeResult(0, List.of(), false, 0);

    private final Database database;
    private final Roster roster;

    public Machine(Database database, Roster roster) {
        this.database = database;
        this.roster = roster;
    }

    @Override
    public Result apply(long index, Bytes command) {
        if (!Announcement.is(command)) {
            return database.apply(index, command);
        }
        roster.publish(Announcement.decode(command));
        return NOTHING;
    }

    @Override
    public void applied(long index) {
        database.applied(index);
    }

    @Override
    public Whole image() {
        StoreImage store = database.image();
        return new Whole(store, Image.behind(roster.encode(), store));
    }

    /** What a machine is loaded with that has this store, and to which nobody told anything yet. */
    public static Image fresh(Image store) {
        return Image.behind(new Roster(Map.of()).encode(), store);
    }

    /**
     * What the members told, and the store behind it. Either is read, not both.
     *
     * @param store alone, for a backup
     */
    record Whole(StoreImage store, Image whole) implements Image {
        @Override
        public @Nullable Bytes next() {
            return whole.next();
        }

        @Override
        public void close() {
            whole.close();
        }
    }

    @Override
    public Loader loader() {
        return Loader.behind(roster::load, database.loader());
    }
}
