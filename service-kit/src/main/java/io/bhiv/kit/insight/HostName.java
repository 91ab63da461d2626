package io.bhiv.kit.insight;

import io.quarkus.logging.Log;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The name of the host that this process runs on. A shell's HOSTNAME is rarely passed on to a process. */
final class HostName {

    private HostName() {}

    /** Asks the system for the host that this is. */
    interface Lookup {
        String name() throws UnknownHostException;
    }

    static String real() {
        return of(System.getenv("HOSTNAME"), () -> InetAddress.getLocalHost().getHostName());
    }

    /** @param given what the environment has; null or blank where it has nothing */
    static String of(@Nullable String given, Lookup lookup) {
        if (given != null && !given.isBlank()) {
            return given;
        }
        try {
            return lookup.name();
        } catch (UnknownHostException nameless) {
            Log.debugf("This host has no name that resolves [cause=%s]", nameless.getMessage());
            return "local";
        }
    }
}
