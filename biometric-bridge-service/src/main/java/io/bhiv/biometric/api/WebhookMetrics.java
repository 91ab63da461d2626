package io.bhiv.biometric.api;

import io.bhiv.biometric.api.WebhookResponses.Answer;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Latency;
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

    private final Map<Provider, Map<Answer, Counter>> answers = new EnumMap<>(Provider.class);
    private final Map<Provider, Timer> acknowledged = new EnumMap<>(Provider.class);
    private final Map<Provider, Latency> latencies = new EnumMap<>(Provider.class);

    WebhookMetrics(MeterRegistry meters, Latencies timed, Admission admission) {
        for (Provider provider : WebhookRoutes.SENDERS.values()) {
            Map<Answer, Counter> byAnswer = new EnumMap<>(Answer.class);
            for (Answer answer : Answer.values()) {
                byAnswer.put(answer, counter(meters, provider, answer));
            }
            answers.put(provider, byAnswer);
            latencies.put(provider, timed.of(Latencies.ACKNOWLEDGEMENT, provider.wireName()));
            acknowledged.put(
                    provider,
                    Timer.builder("bridge.webhook.acknowledgement")
                            .description("From the first byte of a webhook to its 2xx")
                            .tag("provider", provider.wireName())
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

    private static Counter counter(MeterRegistry meters, Provider provider, Answer answer) {
        return Counter.builder("bridge.webhooks")
                .description("Webhooks by provider and answer")
                .tag("provider", provider.wireName())
                .tag("answer", answer.wireName())
                .register(meters);
    }

    void count(Provider provider, Answer answer, long nanos) {
        Counter counter = answers.getOrDefault(provider, Map.of()).get(answer);
        Timer timer = acknowledged.get(provider);
        if (counter != null) {
            counter.increment();
        }
        Latency latency = latencies.get(provider);
        if (timer != null && latency != null && answer.isAcknowledgement()) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
            latency.record(nanos);
        }
    }
}
