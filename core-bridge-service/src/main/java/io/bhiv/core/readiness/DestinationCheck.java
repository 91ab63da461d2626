package io.bhiv.core.readiness;

import io.bhiv.core.send.AddressGuard;
import io.bhiv.core.send.DestinationConfig;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Refuses to start with a destination that must never be called. A name that does not resolve yet may do so later. */
@ApplicationScoped
class DestinationCheck implements StartupCheck {

    private static final String KEY = "bridge.core.send.url (BHIV_CORE_URL)";

    private final DestinationConfig config;

    DestinationCheck(DestinationConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        URI url = config.url();
        String host = url.getHost();
        String scheme = url.getScheme();
        if (host == null || scheme == null || !Set.of("http", "https").contains(scheme)) {
            return List.of(StartupProblem.fatal(KEY, "not an http or https address with a host", "Give the whole URL"));
        }
        if (url.getUserInfo() != null) {
            return List.of(StartupProblem.fatal(
                    KEY, "credentials in the address end up in logs", "Use bridge.core.send.token"));
        }
        return isRefused(host)
                ? List.of(StartupProblem.fatal(
                        KEY, "leads to a link-local or metadata address", "Name the host that BHIV Core runs on"))
                : List.of();
    }

    static boolean isRefused(String host) {
        if (!AddressGuard.allowsName(host)) {
            return true;
        }
        try {
            return !Arrays.stream(InetAddress.getAllByName(AddressGuard.unbracketed(host)))
                    .allMatch(AddressGuard::allows);
        } catch (UnknownHostException notYet) {
            return false;
        }
    }
}
