package io.jangada.server.etcd;

import io.jangada.kv.Result;
import io.jangada.node.Image;
import io.jangada.node.Loader;
import io.jangada.node.StateMachine;
import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What the members of this server replicate: the database, and what the members told of themselves.
 */
public final class Machine implements StateMachine<Result> {
    private static final Result NOTHING = new Result.RangeResult(0, List.of(), false, 0);

    private final StateMachine<Result> database;
    private final Roster roster;

    public Machine(StateMachine<Result> database, Roster roster) {
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
    public @Nullable Image image() {
        Image image = database.image();
        return image == null ? null : Image.behind(roster.encode(), image);
    }

    @Override
    public Loader loader() {
        return Loader.behind(roster::load, database.loader());
    }
}
