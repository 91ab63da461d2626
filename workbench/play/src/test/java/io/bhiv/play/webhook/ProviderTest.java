package io.bhiv.play.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderTest {

    private static final Instant NOW = Instant.parse("2026-09-10T10:00:00Z");
    private static final Seal SEAL = new Seal(NOW, "secret-of-a-test");

    @ParameterizedTest
    @MethodSource("providers")
    void everyTypeHasASample(Provider provider) throws IOException {
        for (String type : provider.types()) {
            Content content = Content.first(type, "anna", NOW, OptionalDouble.empty());

            assertThat(json(provider.webhook(content, SEAL)).isObject())
                    .as(type)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void listsTheTypesWhenAskedForAnUnknownOne(Provider provider) {
        Content content = Content.first("dreams", "anna", NOW, OptionalDouble.empty());

        assertThatThrownBy(() -> provider.webhook(content, SEAL))
                .isInstanceOf(UnknownType.class)
                .hasMessageContaining(provider.usualType());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aRetryHasTheSameBytesAndACorrectionOthers(Provider provider) {
        Content content = Content.first(provider.usualType(), "anna", NOW, OptionalDouble.empty());

        Webhook first = provider.webhook(content, SEAL);

        assertThat(provider.webhook(content, SEAL.at(NOW.plusSeconds(60))).body())
                .isEqualTo(first.body());
        if (provider.carriesMeasurements()) {
            Content corrected = content.corrected(NOW.plusSeconds(1), OptionalDouble.of(55));
            assertThat(provider.webhook(corrected, SEAL).body()).isNotEqualTo(first.body());
        }
    }

    @Test
    void terraCarriesTheWantedRmssdAndLastNight() throws IOException {
        Content content = Content.first("sleep", "anna", NOW, OptionalDouble.of(20));

        JsonNode body = json(new Terra().webhook(content, SEAL));

        JsonNode sleep = body.path("data").get(0);
        assertThat(sleep.at("/heart_rate_data/summary/avg_hrv_rmssd").asDouble())
                .isEqualTo(20);
        assertThat(sleep.at("/metadata/summary_id").asText())
                .isEqualTo(content.record().toString());
        assertThat(body.at("/user/reference_id").asText()).isEqualTo("anna");
        OffsetDateTime end = OffsetDateTime.parse(sleep.at("/metadata/end_time").asText());
        assertThat(end.toInstant()).isBetween(NOW.minusSeconds(86_400 + 3_600), NOW);
        assertThat(end.toLocalTime()).hasToString("07:12:44");
    }

    @Test
    void aForgedSignatureHasTheRightForm() {
        Content content = Content.first("sleep", "anna", NOW, OptionalDouble.empty());

        Webhook forged = new Terra().webhook(content, SEAL.forged());

        assertThat(forged.headers().get("terra-signature"))
                .matches("t=\\d{10},v1=[0-9a-f]{64}")
                .isNotEqualTo(new Terra().webhook(content, SEAL).headers().get("terra-signature"));
    }

    @Test
    void outOfOrderSendsTheNewerVersionFirst() {
        Content content = Content.first("sleep", "anna", NOW, OptionalDouble.of(30));

        List<Scenario.Step> steps = new Scenario(new Terra(), "secret", NOW).steps(Variation.OUT_OF_ORDER, content);

        assertThat(steps)
                .extracting(step -> Long.parseLong(step.webhook().headers().get("X-Terra-Ordering-Timestamp")))
                .isSortedAccordingTo((a, b) -> Long.compare(b, a))
                .doesNotHaveDuplicates();
    }

    static Stream<Provider> providers() {
        return Stream.of(new Terra(), new Oura(), new Whoop());
    }

    private static JsonNode json(Webhook webhook) throws IOException {
        return new ObjectMapper().readTree(webhook.body());
    }
}
