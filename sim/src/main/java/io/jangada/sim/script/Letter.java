package io.jangada.sim.script;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Message;
import io.jangada.raft.ServerId;

import java.util.List;

/** A message that a core sent; it may arrive, more than once, or never. */
final class Letter {
    final ServerId from;
    final ServerId to;
    final Message message;
    final List<Payload> payloads;

    /** The step in which it was sent, from 0. */
    final int sent;

    /** The last step so far in which it arrived, or -1. */
    int arrived = -1;

    Letter(ServerId from, ServerId to, Message message, List<Payload> payloads, int sent) {
        this.from = from;
        this.to = to;
        this.message = message;
        this.payloads = payloads;
        this.sent = sent;
    }
}
