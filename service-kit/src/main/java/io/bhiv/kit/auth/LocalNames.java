package io.bhiv.kit.auth;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Under which names a service in mode {@code open} is called. Whoever owns a name of the public DNS can point it at this machine for a
 * moment (DNS rebinding), and a browser then takes the service for a part of that owner's page: it reads and sends what it likes, and no
 * header tells. Only the name does.
 *
 * @param named further names that are ours, in lower case
 */
record LocalNames(Set<String> named) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]+");

    LocalNames {
        named = Set.copyOf(named);
    }

    static LocalNames of(List<String> named) {
        return new LocalNames(named.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet()));
    }

    /** Whether it is a name, and not also a port or a scheme. */
    static boolean isWellFormed(String name) {
        return FORM.matcher(name.strip()).matches();
    }

    /** Whether pages under this name or address are ours: nobody else can point it at this machine. */
    boolean isOurs(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || NetUtil.isValidIpV4Address(name)
                || name.contains(":")
                || named.contains(name);
    }

    /** Whether a request for it may be meant for us. A name without a dot, such as a container's, is none of the public DNS. */
    boolean mayBeCalled(String host) {
        return !host.contains(".") || isOurs(host);
    }
}
