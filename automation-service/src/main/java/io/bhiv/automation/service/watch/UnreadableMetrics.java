package io.bhiv.automation.service.watch;

import io.quarkus.logging.Log;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Jobs whose metric could not be read at the last try, and why. Logged when it begins and when it ends, not at each reading. */
final class UnreadableMetrics {

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    void unreadable(String job, String reason) {
        if (!reason.equals(reasons.put(job, reason))) {
            Log.warnf("The metric cannot be read, so the job cannot become due [job=%s reason=%s]", job, reason);
        }
    }

    void read(String job) {
        if (reasons.remove(job) != null) {
            Log.infof("The metric can be read again [job=%s]", job);
        }
    }

    /** Forgets the jobs that are gone. */
    void keepOnly(Set<String> jobs) {
        reasons.keySet().retainAll(jobs);
    }

    /** The reason by job. */
    Map<String, String> now() {
        return new TreeMap<>(reasons);
    }
}
