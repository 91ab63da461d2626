package io.bhiv.simulator.notice;

import java.net.URI;

/**
 * A webhook to be sent.
 *
 * @param label for the log
 */
public record Notice(URI target, byte[] body, String label) {

    /** Bodies name people. */
    @Override
    public String toString() {
        return label;
    }
}
