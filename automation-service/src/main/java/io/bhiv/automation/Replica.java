package io.bhiv.automation;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this process among those that share the ledger. */
public record Replica(String name) {

    static Replica ofThisProcess() {
        return new Replica(host() + "-" + ProcessHandle.current().pid());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "host";
        }
    }
}
