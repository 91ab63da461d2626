package io.bhiv.kit.count;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Counters of the parts of intakes: of the modules that send. They are reported to the page and are no metrics, because their names come
 * from outside.
 */
@ApplicationScoped
public class IntakeParts {

    /** Between the intake and its part: in no name of either. */
    private static final char OF = '/';

    private final List<Parts<?, ?>> all = new CopyOnWriteArrayList<>();

    /** Parts of one intake, none yet. Whatever is counted of them is counted of the intake itself, too. */
    public <R extends Enum<R> & Reason, P extends Enum<P> & Reason> Parts<R, P> of(
            String intake, Class<R> refusals, Class<P> parkings) {
        Parts<R, P> parts = new Parts<>(intake, refusals, parkings);
        all.add(parts);
        return parts;
    }

    /** The counters of every part that was named so far. */
    public List<IntakeCounters<?, ?>> all() {
        return all.stream()
                .<IntakeCounters<?, ?>>flatMap(parts -> parts.counters.values().stream())
                .toList();
    }

    /** Counters by the name of the part. At most {@value #MOST} parts are kept apart; further ones share {@code _other}, the name of none. */
    public static final class Parts<R extends Enum<R> & Reason, P extends Enum<P> & Reason> {

        static final int MOST = 50;
        private static final String OTHER = "_other";

        private final String intake;
        private final Class<R> refusals;
        private final Class<P> parkings;
        private final Map<String, IntakeCounters<R, P>> counters = new ConcurrentHashMap<>();

        private Parts(String intake, Class<R> refusals, Class<P> parkings) {
            this.intake = intake;
            this.refusals = refusals;
            this.parkings = parkings;
        }

        /** The same one for the same name; for a name that is known it only looks it up. */
        public IntakeCounters<R, P> of(String part) {
            IntakeCounters<R, P> known = counters.get(part);
            return known == null ? counters.computeIfAbsent(counters.size() < MOST ? part : OTHER, this::made) : known;
        }

        private IntakeCounters<R, P> made(String part) {
            return new IntakeCounters<>(intake + OF + part, refusals, parkings);
        }
    }
}
