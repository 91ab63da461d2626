package io.bhiv.stack.status;

import io.bhiv.stack.supervise.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be reached.
 *
 * @param kind {@code backend}, {@code service} or {@code simulator}
 * @param address of a service its base URL, of a backend host and port
 * @param state {@code starting}, {@code ready}, {@code not ready}, {@code down} or {@code not ours}
 * @param process null where it runs inside the stack's own process or is not ours
 */
public record Endpoint(
        String name,
        String kind,
        String address,
        int port,
        String state,
        @Nullable ProcessIdentity process,
        int restarts,
        @Nullable String log,
        @Nullable String data) {

    public Endpoint withState(String newState) {
        return new Endpoint(name, kind, address, port, newState, process, restarts, log, data);
    }
}
