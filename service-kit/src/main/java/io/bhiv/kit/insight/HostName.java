package io.bhiv.kit.insight;

import io.quarkus.logging.Log;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of the host that this process runs on. A shell's HOSTNAME is rarely passed on to a process. */
final class HostName {

    private HostName() {}

    static String real() {
        String given = System.getenv("HOSTNAME");
        if (given != null && !given.isBlank()) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            Log.debugf("This host has no name that resolves [cause=%s]", nameless.getMessage());
            return "local";
        }
    }
}
