package io.bhiv.core.send;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Decides which addresses may be called. Loopback and private networks may, because BHIV Core runs there. Link-local addresses may
 * not, whatever name or notation leads to them, because cloud metadata services hand out credentials there; nor may
 * unspecified, multicast and broadcast addresses, nor the metadata services that live elsewhere.
 */
public final class AddressGuard {

    private static final Set<String> METADATA_NAMES =
            Set.of("metadata", "metadata.google.internal", "metadata.goog", "instance-data");

    private static final List<byte[]> METADATA = List.of(
            new byte[] {100, 100, 100, (byte) 200},
            new byte[] {(byte) 192, 0, 0, (byte) 192},
            new byte[] {(byte) 168, 63, (byte) 129, 16},
            new byte[] {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54});

    private AddressGuard() {}

    /** False for the names of metadata services. */
    public static boolean allowsName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return !METADATA_NAMES.contains(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
    }

    /** The host of a URI without the brackets of an IPv6 literal. */
    public static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** False for an address that must never be called. */
    public static boolean allows(InetAddress address) {
        if (address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        if (METADATA.stream().anyMatch(metadata -> Arrays.equals(metadata, bytes))) {
            return false;
        }
        return switch (address) {
            case Inet4Address four -> bytes[0] != 0 && bytes[0] != (byte) 255;
            case Inet6Address six -> allowsEmbedded(bytes);
            default -> false;
        };
    }

    /** An IPv6 address may carry an IPv4 address inside: ::a.b.c.d, ::ffff:a.b.c.d, 64:ff9b::/96, 2002::/16. */
    private static boolean allowsEmbedded(byte[] six) {
        boolean lastFour = startsWith(six, new byte[10])
                || startsWith(six, new byte[] {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});
        if (lastFour && !isLoopback(six)) {
            return allowsFour(Arrays.copyOfRange(six, 12, 16));
        }
        boolean sixToFour = startsWith(six, new byte[] {0x20, 0x02});
        return !sixToFour || allowsFour(Arrays.copyOfRange(six, 2, 6));
    }

    private static boolean allowsFour(byte[] four) {
        try {
            return allows(InetAddress.getByAddress(four));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static boolean isLoopback(byte[] six) {
        return startsWith(six, new byte[15]) && six[15] == 1;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
