package io.bhiv.biometric.relay;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.relay.Relay;
import io.bhiv.kit.relay.RelayHandler;
import io.bhiv.kit.relay.RelaySettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The relay of the deliveries: its limits, its start and its end. */
@Singleton
class DeliveryRelay {

    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(30);

    @Produces
    @Singleton
    static Relay<Delivery> relay(
            RelayConfig config, RelayHandler<Delivery> secondHalf, RecordSender sender, MeterRegistry meters) {
        RelaySettings settings = new RelaySettings(
                "deliveries",
                config.batchSize(),
                config.batchBytes().asLongValue(),
                config.maxInFlight(),
                config.queueSize(),
                config.queueBytes().asLongValue(),
                config.yieldAbove(),
                config.sweepInterval(),
                CLAIM_TIMEOUT);
        return new Relay<>(settings, secondHalf, sender.breaker(), meters);
    }

    void start(@Observes StartupEvent started, Relay<Delivery> relay, BackgroundLoops loops) {
        relay.start(loops);
    }

    void stop(@Observes ShutdownEvent stopping, Relay<Delivery> relay) {
        relay.stop();
    }
}
