package io.bhiv.kit.count;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Removes all meters when the application stops. The registry outlives an application that is started again in the same
 * JVM (development mode, tests): a gauge that is registered a second time keeps reading the bean of the first start, and
 * shows {@code NaN} once that is collected.
 */
@ApplicationScoped
class ApplicationMeters {

    private static final int LAST = Integer.MAX_VALUE;

    private final MeterRegistry meters;

    ApplicationMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void end(@Observes @Priority(LAST) ShutdownEvent stopped) {
        meters.clear();
    }
}
