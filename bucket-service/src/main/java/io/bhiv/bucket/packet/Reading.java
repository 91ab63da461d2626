package io.bhiv.bucket.packet;

/** The result of reading a body. */
public sealed interface Reading {

    record Accepted(Packet packet) implements Reading {}

    /**
     * Not a packet.
     *
     * @param pointer JSON pointer (RFC 6901) to the offending value, empty for the whole
     * @param detail what is expected there; never what was found
     */
    record Rejected(String pointer, String detail) implements Reading {}

    /**
     * Larger than a packet may be; Kafka would refuse it and block the packets behind it.
     *
     * @param limit bytes of compact JSON
     */
    record TooLarge(long limit) implements Reading {}
}
