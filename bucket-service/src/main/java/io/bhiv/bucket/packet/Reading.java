package io.bhiv.bucket.packet;

/** What came of reading a body. */
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
     * More than one packet may be: what cannot travel on would hold up everything behind it.
     *
     * @param most bytes of compact JSON
     */
    record TooLarge(long most) implements Reading {}
}
