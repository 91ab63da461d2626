package io.bhiv.stack.backend;

import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.ports.WantedPort;
import java.util.List;

/** The three backends together. Start and stop block. */
public sealed interface Backends permits OwnBackends, ExternalBackends {

    static Backends of(StackLayout layout) {
        return layout.settings().external() ? new ExternalBackends(layout) : new OwnBackends(layout);
    }

    /** The ports they will listen on; none where they are not ours. */
    List<WantedPort> ports();

    void start();

    void stop();

    /** Starts again what died by itself; returns the names of what was started. */
    List<String> revive();

    List<Backend> describe();
}
