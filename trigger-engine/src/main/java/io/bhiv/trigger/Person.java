package io.bhiv.trigger;

import io.bhiv.trigger.baseline.History;
import io.bhiv.trigger.episode.Episodes;
import io.bhiv.trigger.night.OpenNight;
import io.bhiv.trigger.night.Stream;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.night.Withdrawals;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.rule.RuleMemory;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import io.bhiv.trigger.state.UnreadableState;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of one person while it is worked on; read from bytes before and written to bytes after. For one thread. */
final class Person {

    /** A person who was offline for longer has the oldest of the open nights closed before its time. */
    static final int MOST_OPEN = 8;

    /** The formats before this one are read as well: in the first no value had an origin, in the second none of a closed night had a time. */
    private static final int WITH_ORIGINS = 2;

    private static final int WITH_TIMES = 3;

    private static final int NEVER = -1_000_000_000;

    final RuleMemory rules;
    final Episodes episodes;
    final Withdrawals withdrawals = new Withdrawals();
    final TreeMap<Integer, OpenNight> open = new TreeMap<>();
    private final Parameters parameters;
    private final History[] histories = new History[Metric.COUNT];
    private final @Nullable Stream[] streams = new @Nullable Stream[Metric.COUNT];
    private final boolean[] rebaselining = new boolean[Metric.COUNT];
    private final int[] lastTagged = new int[Tag.COUNT];
    private int lastClosed = NEVER;
    private int rebaselinedOn = NEVER;

    private Person(Parameters parameters) {
        this.parameters = parameters;
        rules = new RuleMemory(parameters);
        episodes = new Episodes(parameters);
        Arrays.setAll(histories, metric -> new History(parameters.of(Metric.at(metric)), parameters.baselines()));
        Arrays.fill(lastTagged, NEVER);
    }

    static Person of(PersonState state, Parameters parameters) {
        Person person = new Person(parameters);
        if (state.inner().length > 0) {
            person.read(new StateReader(state.inner()));
        }
        return person;
    }

    History history(Metric metric) {
        return histories[metric.index()];
    }

    /** What the metric's baseline is of; null while there is none. */
    @Nullable
    Stream stream(Metric metric) {
        return streams[metric.index()];
    }

    /** Takes the stream for the metric's; true if that replaces another, whose baseline is then forgotten. */
    boolean follow(Metric metric, Stream stream) {
        Stream before = streams[metric.index()];
        streams[metric.index()] = stream;
        if (before == null || before.equals(stream)) {
            return false;
        }
        forget(metric);
        return true;
    }

    private void forget(Metric metric) {
        history(metric).clear();
        rules.forget(metric);
    }

    /** Restarts every baseline, unless the same tag has done so and was never away for long. */
    void rebaseline(Tag tag, int night) {
        boolean again = night - lastTagged[tag.index()] > parameters.arrivals().rebaseline();
        lastTagged[tag.index()] = Math.max(lastTagged[tag.index()], night);
        if (again) {
            for (int metric = 0; metric < Metric.COUNT; metric++) {
                forget(Metric.at(metric));
            }
            Arrays.fill(rebaselining, true);
            rebaselinedOn = night;
        }
    }

    boolean isRebaselining(Metric metric) {
        return rebaselining[metric.index()];
    }

    /** Whether the night is of the time before the baselines restarted. */
    boolean isBeforeBaselines(int night) {
        return night < rebaselinedOn;
    }

    void baselineIsReady(Metric metric) {
        rebaselining[metric.index()] = false;
    }

    boolean isClosed(int night) {
        return night <= lastClosed;
    }

    void closed(int night) {
        open.remove(night);
        lastClosed = night;
    }

    /** Whether something of this origin reached us after this: its withdrawal, or a version that is filed under another night. */
    boolean isOvertaken(int origin, long millis, int night) {
        if (origin == 0) {
            return false;
        }
        if (withdrawals.hasLater(origin, millis)) {
            return true;
        }
        for (OpenNight other : open.values()) {
            if (other.night() != night && other.hasLater(origin, millis)) {
                return true;
            }
        }
        for (History history : histories) {
            int other = history.ring().nightOf(origin);
            if (other != night && history.ring().hasLater(other, millis)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the night is older than anything that is remembered. */
    boolean isForgotten(int night) {
        int newest = open.isEmpty() ? lastClosed : Math.max(lastClosed, open.lastKey());
        return newest != NEVER && night <= newest - Parameters.Baselines.RING;
    }

    PersonState toState() {
        StateWriter out = new StateWriter();
        out.octet(PersonState.FORMAT);
        out.number(lastClosed);
        out.number(rebaselinedOn);
        for (int metric = 0; metric < Metric.COUNT; metric++) {
            Stream stream = streams[metric];
            out.flag(stream != null);
            if (stream != null) {
                stream.write(out);
            }
            out.flag(rebaselining[metric]);
            histories[metric].write(out);
        }
        rules.write(out);
        episodes.write(out);
        for (int night : lastTagged) {
            out.number(night);
        }
        withdrawals.write(out);
        out.number(open.size());
        open.values().forEach(night -> night.write(out));
        return new PersonState(out.toBytes());
    }

    private void read(StateReader in) {
        int format = in.octet();
        if (format < 1 || format > PersonState.FORMAT) {
            throw new UnreadableState("the state has format " + format + ", this engine reads " + PersonState.FORMAT);
        }
        lastClosed = in.number(NEVER, Integer.MAX_VALUE / 2);
        rebaselinedOn = in.number(NEVER, Integer.MAX_VALUE / 2);
        for (int metric = 0; metric < Metric.COUNT; metric++) {
            streams[metric] = in.flag() ? Stream.read(in) : null;
            rebaselining[metric] = in.flag();
            histories[metric].read(in);
        }
        rules.read(in);
        episodes.read(in);
        for (int tag = 0; tag < Tag.COUNT; tag++) {
            lastTagged[tag] = in.number(NEVER, Integer.MAX_VALUE / 2);
        }
        if (format >= WITH_TIMES) {
            withdrawals.read(in);
        }
        int nights = in.number(0, MOST_OPEN);
        for (int i = 0; i < nights; i++) {
            OpenNight night = OpenNight.read(in, format >= WITH_ORIGINS);
            open.put(night.night(), night);
        }
        in.end();
    }
}
