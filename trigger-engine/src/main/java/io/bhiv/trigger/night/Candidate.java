package io.bhiv.trigger.night;

import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;

/** The value that stands for a metric in an open night so far. */
record Candidate(double value, Stream stream, boolean isFinal, boolean backfilled, long receivedMillis, int origin) {

    /** A final value replaces any, a provisional one only its like; the later one stands. */
    boolean isReplacedBy(Candidate next) {
        if (next.isFinal != isFinal) {
            return next.isFinal;
        }
        return next.receivedMillis >= receivedMillis;
    }

    void write(StateWriter out) {
        out.real(value);
        stream.write(out);
        out.flag(isFinal);
        out.flag(backfilled);
        out.number(receivedMillis);
        out.number(origin);
    }

    static Candidate read(StateReader in, boolean hasOrigins) {
        return new Candidate(
                in.real(),
                Stream.read(in),
                in.flag(),
                in.flag(),
                in.number(),
                hasOrigins ? in.number(Integer.MIN_VALUE, Integer.MAX_VALUE) : 0);
    }
}
