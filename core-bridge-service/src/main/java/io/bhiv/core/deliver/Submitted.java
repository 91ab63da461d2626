package io.bhiv.core.deliver;

import java.util.List;

/** The result of submitting a payload. */
public sealed interface Submitted {

    /**
     * Committed, now or before.
     *
     * @param states one for each destination, core first
     * @param duplicate the same key with the same payload was committed before; the states are the current ones
     */
    record Committed(List<DeliveryState> states, boolean duplicate) implements Submitted {

        public Committed {
            states = List.copyOf(states);
        }
    }

    /** The same key was used with another payload; nothing was committed. */
    record Conflict() implements Submitted {}
}
