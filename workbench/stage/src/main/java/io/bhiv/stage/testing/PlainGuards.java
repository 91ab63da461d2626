package io.bhiv.stage.testing;

import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.FaultTolerance;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.faulttolerance.api.Spi;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.faulttolerance.apiimpl.BasicCircuitBreakerMaintenanceImpl;
import io.smallrye.faulttolerance.apiimpl.BuilderLazyDependencies;
import io.smallrye.faulttolerance.apiimpl.GuardImpl;
import io.smallrye.faulttolerance.core.event.loop.EventLoop;
import io.smallrye.faulttolerance.core.metrics.MeteredOperation;
import io.smallrye.faulttolerance.core.metrics.MetricsProvider;
import io.smallrye.faulttolerance.core.metrics.MetricsRecorder;
import io.smallrye.faulttolerance.core.timer.ThreadTimer;
import io.smallrye.faulttolerance.core.timer.Timer;
import java.lang.reflect.Type;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Lets guards work in tests without a container; in one, the container's own have priority. Found by the service loader. It uses the
 * library's internal builder, because its standalone form is not part of what we depend on.
 */
@SuppressWarnings("removal") // The deprecated builders are part of the interface.
public final class PlainGuards implements Spi {

    private static final BasicCircuitBreakerMaintenanceImpl MAINTENANCE = new BasicCircuitBreakerMaintenanceImpl();
    private static final ExecutorService EXECUTOR = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("guards-", 0).factory());
    private static final Timer TIMER = new ThreadTimer(EXECUTOR);

    private static final BuilderLazyDependencies DEPENDENCIES = new BuilderLazyDependencies() {
        @Override
        public boolean ftEnabled() {
            return true;
        }

        @Override
        public ExecutorService asyncExecutor() {
            return EXECUTOR;
        }

        @Override
        public EventLoop eventLoop() {
            return EventLoop.get();
        }

        @Override
        public Timer timer() {
            return TIMER;
        }

        @Override
        public MetricsProvider metricsProvider() {
            return NO_METRICS;
        }
    };

    private static final MetricsProvider NO_METRICS = new MetricsProvider() {
        @Override
        public boolean isEnabled() {
            return false;
        }

        @Override
        public MetricsRecorder create(MeteredOperation operation) {
            return MetricsRecorder.NOOP;
        }
    };

    @Override
    public boolean applies() {
        return true;
    }

    @Override
    public int priority() {
        return 1;
    }

    @Override
    public Guard.Builder newGuardBuilder() {
        return new GuardImpl.BuilderImpl(() -> MAINTENANCE, () -> DEPENDENCIES);
    }

    @Override
    public <T> TypedGuard.Builder<T> newTypedGuardBuilder(Type type) {
        throw new UnsupportedOperationException("only Guard is used");
    }

    @Override
    public <T, R> FaultTolerance.Builder<T, R> newBuilder(Function<FaultTolerance<T>, R> finisher) {
        throw new UnsupportedOperationException("only Guard is used");
    }

    @Override
    public <T, R> FaultTolerance.Builder<T, R> newAsyncBuilder(Class<?> type, Function<FaultTolerance<T>, R> finisher) {
        throw new UnsupportedOperationException("only Guard is used");
    }

    @Override
    public CircuitBreakerMaintenance circuitBreakerMaintenance() {
        return MAINTENANCE;
    }
}
