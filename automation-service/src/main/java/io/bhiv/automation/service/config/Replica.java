package io.bhiv.automation.service.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * This process among those that share the ledger.
 *
 * @param name in the ledger; no two processes have the same
 * @param writer in the reports; stays the same over restarts, so that this process continues the files of the previous one
 *     and rotates them
 */
public record Replica(String name, String writer) {

    public static Replica called(String name) {
        return new Replica(name, name);
    }

    public static Replica ofThisProcess() {
        String host = host();
        return new Replica(host + "-" + ProcessHandle.current().pid(), host);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "host";
        }
    }
}
