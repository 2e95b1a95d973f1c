package io.jangada.node;

import io.jangada.node.storage.Payload;
import io.jangada.raft.Message;

import java.util.List;

/**
 * One message between members with the bytes that belong to it.
 *
 * @param group the consensus group; the database uses one
 * @param payloads one for each entry of an AppendEntries or each command of a Forward, else none
 */
public record Frame(long group, Message message, List<Payload> payloads) {}
