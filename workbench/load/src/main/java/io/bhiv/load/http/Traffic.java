package io.bhiv.load.http;

import java.nio.ByteBuffer;

/**
 * What is sent and what is made of the answers. Called by the generator's one thread, so it needs no locks, and whatever it costs
 * the server gets less.
 */
public interface Traffic {

    /**
     * Puts one whole HTTP/1.1 request, head and body, into {@code out}.
     *
     * @param connection 0-based; a connection's next request is asked for only after its last was answered or failed, so a
     *     conversation (lease, then acknowledge) can be kept per connection
     */
    void write(int connection, ByteBuffer out);

    /** Called for every answer whatever its status, during the warm-up too. {@code answer} is only valid during the call. */
    default void answered(int connection, Answer answer) {}

    /** The request got no answer; whether the server did what it asked is unknown. */
    default void failed(int connection, Failure failure) {}
}
