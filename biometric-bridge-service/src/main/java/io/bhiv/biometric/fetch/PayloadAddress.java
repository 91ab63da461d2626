package io.bhiv.biometric.fetch;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an address from a payload may be fetched: {@code https}, the usual port, no credentials, one of the
 * allowed hosts, and in the end an address of the public internet. The name is resolved once, checked, and the connection
 * goes to exactly the address that was checked, so that a name that resolves differently the second time has no effect.
 */
final class PayloadAddress {

    /** What became of an address. */
    sealed interface Checked {

        /** May be fetched: {@code target} is path and query. */
        record Allowed(String host, int port, String target, boolean tls) implements Checked {}

        /** Must not be fetched. */
        record Refused() implements Checked {}
    }

    private static final Checked REFUSED = new Checked.Refused();

    private PayloadAddress() {}

    static Checked check(String url, List<String> allowedHosts, boolean allowLoopback) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException malformed) {
            return REFUSED;
        }
        String host = uri.getHost();
        if (host == null || uri.getRawUserInfo() != null) {
            return REFUSED;
        }
        boolean loopback = allowLoopback && "http".equals(uri.getScheme()) && "127.0.0.1".equals(host);
        if (loopback) {
            return new Checked.Allowed(host, uri.getPort(), target(uri), false);
        }
        boolean usual = "https".equalsIgnoreCase(uri.getScheme()) && (uri.getPort() == -1 || uri.getPort() == 443);
        return usual && isAllowed(host.toLowerCase(Locale.ROOT), allowedHosts)
                ? new Checked.Allowed(host, 443, target(uri), true)
                : REFUSED;
    }

    private static boolean isAllowed(String host, List<String> allowedHosts) {
        return allowedHosts.stream()
                .map(allowed -> allowed.toLowerCase(Locale.ROOT))
                .anyMatch(allowed -> allowed.startsWith(".") ? host.endsWith(allowed) : host.equals(allowed));
    }

    private static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        @Nullable String query = uri.getRawQuery();
        return query == null ? path : path + "?" + query;
    }

    /** False for loopback, private, link-local (cloud metadata), multicast, carrier-grade NAT and unspecified addresses. */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address v4 -> !isSharedOrReserved(bytes);
            case Inet6Address v6 -> (bytes[0] & 0xfe) != 0xfc && !embedsIpv4(bytes);
            default -> false;
        };
    }

    /** 0/8, 100.64/10, 192.0.0/24, 198.18/15, 240/4. */
    private static boolean isSharedOrReserved(byte[] b) {
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        return first == 0
                || (first == 100 && second >= 64 && second < 128)
                || (first == 192 && second == 0 && b[2] == 0)
                || (first == 198 && (second == 18 || second == 19))
                || first >= 240;
    }

    /** NAT64 (64:ff9b::/96) and 6to4 (2002::/16) carry an IPv4 address inside, which the other checks do not see. */
    private static boolean embedsIpv4(byte[] b) {
        boolean nat64 = b[0] == 0 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
        boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
        return nat64 || sixToFour;
    }
}
