package io.bhiv.kit.auth;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Whose {@code X-Forwarded-For} is trusted. Every proxy adds the address that it was called from at the end, so the header is read
 * from its end, for as long as who wrote it is trusted: what a caller wrote at its beginning changes nothing.
 */
record TrustedProxies(List<Block> blocks) {

    private static final int IPV6_BYTES = 16;

    /** Addresses that begin with the same bits. */
    record Block(List<Byte> address, int bits) {

        /** Empty where it is neither an address nor a block such as {@code 10.0.0.0/8}. Names are none: they would have to be looked up. */
        static Optional<Block> of(String text) {
            int slash = text.indexOf('/');
            return parsed(slash < 0 ? text : text.substring(0, slash)).flatMap(address -> {
                int all = address.length * Byte.SIZE;
                String bits = slash < 0 ? String.valueOf(all) : text.substring(slash + 1);
                return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= all
                        ? Optional.of(new Block(boxed(address), Integer.parseInt(bits)))
                        : Optional.empty();
            });
        }

        boolean holds(byte[] other) {
            if (other.length != address.size()) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int at = bit / Byte.SIZE;
                int mask = 0x80 >> (bit % Byte.SIZE);
                if ((address.get(at) & mask) != (other[at] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Leaves out what {@link Block#of} cannot read, which ends the start. */
    static TrustedProxies of(List<String> texts) {
        return new TrustedProxies(
                texts.stream().map(Block::of).flatMap(Optional::stream).toList());
    }

    /**
     * The address of the first caller, as far as proxies are trusted.
     *
     * @param peer whose connection it is
     * @param forwardedFor the headers, in their order
     */
    String caller(String peer, List<String> forwardedFor) {
        String caller = peer;
        List<String> hops = blocks.isEmpty()
                ? List.of()
                : Arrays.asList(String.join(",", forwardedFor).split(",", -1));
        for (int hop = hops.size() - 1; hop >= 0 && isTrusted(caller); hop--) {
            String before = withoutPort(hops.get(hop).strip());
            if (parsed(before).isEmpty()) {
                return caller;
            }
            caller = before;
        }
        return caller;
    }

    /**
     * What stands for a caller where callers are counted by their address: an IPv6 address without its last 64 bits, which every line has for
     * itself and may change for each connection.
     */
    static String line(String address) {
        return parsed(address)
                .map(bytes -> bytes.length == IPV6_BYTES
                        ? HexFormat.of().formatHex(bytes, 0, IPV6_BYTES / 2) + "/64"
                        : InetAddress.ofLiteral(address).getHostAddress())
                .orElse(address);
    }

    private boolean isTrusted(String address) {
        return parsed(address)
                .filter(bytes -> blocks.stream().anyMatch(block -> block.holds(bytes)))
                .isPresent();
    }

    /** Some proxies write the port, too: {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String address) {
        if (address.startsWith("[")) {
            int end = address.indexOf(']');
            return end < 0 ? address : address.substring(1, end);
        }
        int colon = address.indexOf(':');
        return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }

    private static Optional<byte[]> parsed(String address) {
        try {
            return Optional.of(InetAddress.ofLiteral(address).getAddress());
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static List<Byte> boxed(byte[] bytes) {
        Byte[] boxed = new Byte[bytes.length];
        Arrays.setAll(boxed, at -> bytes[at]);
        return List.of(boxed);
    }
}
