package io.bhiv.simulator.state;

import io.bhiv.simulator.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The faults that are set. */
public final class Faults {

    /** Where {@link Fault.Kind#REDIRECT} leads. */
    public static final String ELSEWHERE = "/elsewhere";

    private static final long FLOOD = 100L << 20;

    private final List<Fault> faults = new ArrayList<>();

    public synchronized void set(Fault fault) {
        faults.removeIf(one -> one.kind() == fault.kind() && one.path().equals(fault.path()));
        faults.add(fault);
    }

    public synchronized void clear() {
        faults.clear();
    }

    public synchronized List<Fault> now() {
        return List.copyOf(faults);
    }

    /** The answer to a request that a fault concerns, which uses up one of its times. */
    public Optional<Answer> answer(String path, Supplier<Answer> throttled) {
        return take(path, false).map(kind -> answer(kind, throttled));
    }

    /** Whether this page begins with the last record of the page before. */
    public boolean shiftsPage(String path) {
        return take(path, true).isPresent();
    }

    private synchronized Optional<Fault.Kind> take(String path, boolean ofPages) {
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            if (path.startsWith(fault.path()) && ofPages == (fault.kind() == Fault.Kind.SHIFTED_PAGES)) {
                use(i, fault);
                return Optional.of(fault.kind());
            }
        }
        return Optional.empty();
    }

    private void use(int index, Fault fault) {
        if (fault.times() == 1) {
            faults.remove(index);
        } else if (fault.times() != Fault.ALWAYS) {
            faults.set(index, new Fault(fault.kind(), fault.path(), fault.times() - 1));
        }
    }

    private static Answer answer(Fault.Kind kind, Supplier<Answer> throttled) {
        return switch (kind) {
            case UNAUTHORIZED -> Answer.detail(401, "Unauthorized");
            case WRONG_REQUEST -> Answer.text(400, "application/json", "{\"error\":\"invalid_request\"}");
            case FORBIDDEN -> Answer.detail(403, "Forbidden");
            case MISSING -> Answer.detail(404, "Not found");
            case THROTTLED -> throttled.get();
            case FAILED -> Answer.detail(500, "Internal error");
            case DOWN -> Answer.detail(503, "Service unavailable");
            case HANG -> new Answer.Hang();
            case DRIP -> new Answer.Drip();
            case FLOOD -> new Answer.Flood(FLOOD);
            case REDIRECT -> Answer.redirect(ELSEWHERE);
            case GARBAGE -> Answer.text(200, "application/json", "{\"data\":[{\"id\":");
            case CUT -> new Answer.Cut();
            case SHIFTED_PAGES -> throw new IllegalStateException("This fault concerns pages, not answers");
        };
    }
}
