package io.bhiv.trigger.episode;

import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;

/**
 * Firings of one rule that belong together.
 *
 * @param openedOn night of the first
 * @param lastOn night of the last
 * @param told severity that was notified, or counts as notified; -1 none
 * @param resolved whether its end has been told
 */
record Episode(int openedOn, int lastOn, int told, boolean resolved) {

    Episode firedOn(int night) {
        return new Episode(openedOn, night, told, resolved);
    }

    Episode toldAt(int severity) {
        return new Episode(openedOn, lastOn, severity, resolved);
    }

    Episode ended() {
        return new Episode(openedOn, lastOn, told, true);
    }

    void write(StateWriter out) {
        out.number(openedOn);
        out.number(lastOn);
        out.number(told);
        out.flag(resolved);
    }

    static Episode read(StateReader in) {
        return new Episode(
                in.number(Integer.MIN_VALUE, Integer.MAX_VALUE),
                in.number(Integer.MIN_VALUE, Integer.MAX_VALUE),
                in.number(-1, 3),
                in.flag());
    }
}
