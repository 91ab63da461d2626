package io.bhiv.biometric.webhook;

import io.bhiv.model.biometric.Provider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts answers. Every tag value comes from an enum; nothing a caller wrote becomes one. */
@ApplicationScoped
class WebhookMetrics {

    private final Map<WebhookSource, Map<WebhookAnswer, Counter>> answers = new EnumMap<>(WebhookSource.class);
    private final Map<WebhookSource, Timer> acknowledged = new EnumMap<>(WebhookSource.class);

    WebhookMetrics(MeterRegistry meters, Admission admission) {
        for (WebhookSource source : WebhookSource.values()) {
            Map<WebhookAnswer, Counter> byAnswer = new EnumMap<>(WebhookAnswer.class);
            for (WebhookAnswer answer : WebhookAnswer.values()) {
                byAnswer.put(answer, counter(meters, source.provider(), answer));
            }
            answers.put(source, byAnswer);
            acknowledged.put(
                    source,
                    Timer.builder("bridge.webhook.acknowledgement")
                            .description("From the first byte of a webhook to its 2xx")
                            .tag("provider", source.provider().wireName())
                            .publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofMillis(1))
                            .maximumExpectedValue(Duration.ofSeconds(10))
                            .register(meters));
        }
        Gauge.builder("bridge.webhook.inside", admission, Admission::requests)
                .description("Webhooks between their first byte and their answer")
                .register(meters);
        Gauge.builder("bridge.webhook.inside.bytes", admission, Admission::bytes)
                .description("Bytes of webhook bodies held")
                .baseUnit("bytes")
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, Provider provider, WebhookAnswer answer) {
        return Counter.builder("bridge.webhooks")
                .description("Webhooks by provider and answer")
                .tag("provider", provider.wireName())
                .tag("answer", answer.tag())
                .register(meters);
    }

    void count(WebhookSource source, WebhookAnswer answer, long nanos) {
        Counter counter = answers.getOrDefault(source, Map.of()).get(answer);
        Timer timer = acknowledged.get(source);
        if (counter != null) {
            counter.increment();
        }
        if (timer != null && answer.isAcknowledgement()) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
