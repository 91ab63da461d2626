package io.bhiv.biometric.fetch;

import io.bhiv.biometric.connection.Applications;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Reads what was begun three times and never ended: one answer may end the process, and all that is read beside it looks as guilty. One at
 * a time, objects and polls of every provider, so that the next end of the process names the one.
 */
@ApplicationScoped
class FetchSuspects {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(5), Duration.ofSeconds(100));

    private final Applications applications;
    private final ObjectFetch objects;
    private final ObjectPolls polls;

    FetchSuspects(Applications applications, ObjectFetch objects, ObjectPolls polls) {
        this.applications = applications;
        this.objects = objects;
        this.polls = polls;
    }

    void start(@Observes StartupEvent started, Housekeeping housekeeping) {
        if (!applications.providers().isEmpty()) {
            housekeeping.start("fetch-suspects", RHYTHM, this::turn);
        }
    }

    Uni<Step> turn() {
        return objects.suspect()
                .chain(step -> step == Step.MORE ? Uni.createFrom().item(step) : polls.suspect());
    }
}
