package io.bhiv.simulator.quota;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the requests of each key; what is refused does not count. */
public final class Quota {

    private final Clock clock;
    private final List<Window> windows;
    private final Map<String, Count> counts = new HashMap<>();

    public Quota(Clock clock, List<Window> windows) {
        this.clock = clock;
        this.windows = List.copyOf(windows);
    }

    private record Count(long window, int taken) {}

    /**
     * What a request was told.
     *
     * @param window of all the one with the least left
     * @param remaining in it after this request
     * @param reset until it starts over
     */
    public record Decision(boolean allowed, Window window, int remaining, Duration reset) {}

    public List<Window> windows() {
        return windows;
    }

    public synchronized Decision take(String key) {
        Decision before = look(key);
        if (!before.allowed()) {
            return before;
        }
        for (Window window : windows) {
            counts.put(key + window, new Count(number(window), taken(key, window) + 1));
        }
        Decision after = look(key);
        return new Decision(true, after.window(), after.remaining(), after.reset());
    }

    private Decision look(String key) {
        Window tightest = windows.getFirst();
        for (Window window : windows) {
            if (left(key, window) < left(key, tightest)) {
                tightest = window;
            }
        }
        int left = left(key, tightest);
        return new Decision(left > 0, tightest, left, reset(tightest));
    }

    private int left(String key, Window window) {
        return window.limit() - taken(key, window);
    }

    private int taken(String key, Window window) {
        Count count = counts.get(key + window);
        return count != null && count.window() == number(window) ? count.taken() : 0;
    }

    private long number(Window window) {
        return clock.instant().getEpochSecond() / window.length().toSeconds();
    }

    private Duration reset(Window window) {
        long length = window.length().toSeconds();
        return Duration.ofSeconds(length - clock.instant().getEpochSecond() % length);
    }
}
