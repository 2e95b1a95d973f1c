package io.jangada.client.retry;

/** How one attempt at a call ended, when it did not end well. */
public enum Failure {
    /** No connection: it is certain that no byte of the request was sent. */
    NOT_SENT,
    /** The request left; the server went away or said that it cannot serve now. */
    UNAVAILABLE,
    /** The request left; this server used up the time that one attempt may take. */
    SLOW,
    /** The server looked at the request and said no: nothing has changed, nor will it. */
    REFUSED,
    /** Anything else: the stream broke, the answer could not be read. */
    BROKEN
}
