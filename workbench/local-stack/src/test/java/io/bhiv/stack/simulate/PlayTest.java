package io.bhiv.stack.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stage.layout.BadSetting;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlayTest {

    private static final Instant NOW = Instant.parse("2026-09-10T10:00:00Z");
    private static final Sealing GENUINE = new Sealing(NOW, true);

    @ParameterizedTest
    @MethodSource("plays")
    void everyTypeHasASample(ProviderPlay play) throws IOException {
        for (String type : play.types()) {
            Content content = Content.first(type, "somebody", NOW, OptionalDouble.empty());

            assertThat(json(play.webhook(content, GENUINE, "secret-of-a-test")).isObject())
                    .as(type)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("plays")
    void listsTheTypesWhereAskedForAnotherOne(ProviderPlay play) {
        Content content = Content.first("dreams", "somebody", NOW, OptionalDouble.empty());

        assertThatThrownBy(() -> play.webhook(content, GENUINE, "secret"))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining(play.usualType());
    }

    @ParameterizedTest
    @MethodSource("plays")
    void aRetryHasTheSameBytesAndACorrectionOthers(ProviderPlay play) {
        Content content = Content.first(play.usualType(), "somebody", NOW, OptionalDouble.empty());
        Webhook first = play.webhook(content, GENUINE, "secret");

        assertThat(play.webhook(content, new Sealing(NOW.plusSeconds(60), true), "secret")
                        .body())
                .isEqualTo(first.body());
        if (play.carriesMeasurements()) {
            assertThat(play.webhook(content.corrected(NOW.plusSeconds(1), OptionalDouble.of(55)), GENUINE, "secret")
                            .body())
                    .isNotEqualTo(first.body());
        }
    }

    @Test
    void terraCarriesTheWantedRmssdAndLastNight() throws IOException {
        Content content = Content.first("sleep", "somebody", NOW, OptionalDouble.of(20));

        JsonNode body = json(new TerraPlay().webhook(content, GENUINE, "secret"));

        JsonNode sleep = body.path("data").get(0);
        assertThat(sleep.at("/heart_rate_data/summary/avg_hrv_rmssd").asDouble())
                .isEqualTo(20);
        assertThat(sleep.at("/metadata/summary_id").asText())
                .isEqualTo(content.record().toString());
        assertThat(body.at("/user/reference_id").asText()).isEqualTo("somebody");
        assertThat(OffsetDateTime.parse(sleep.at("/metadata/end_time").asText()).toInstant())
                .isBetween(NOW.minusSeconds(86_400 + 3_600), NOW);
        assertThat(OffsetDateTime.parse(sleep.at("/metadata/end_time").asText()).toLocalTime())
                .hasToString("07:12:44");
    }

    @Test
    void aWrongSignatureHasTheRightForm() {
        Content content = Content.first("sleep", "somebody", NOW, OptionalDouble.empty());

        Webhook forged = new TerraPlay().webhook(content, new Sealing(NOW, false), "secret");

        assertThat(forged.headers().get("terra-signature")).matches("t=\\d{10},v1=[0-9a-f]{64}");
        assertThat(forged.headers().get("terra-signature"))
                .isNotEqualTo(TerraPlay.signature("secret", NOW, forged.body()));
    }

    @Test
    void outOfOrderSendsTheNewerVersionFirst() {
        Content content = Content.first("sleep", "somebody", NOW, OptionalDouble.of(30));

        List<Scenario.Step> steps = new Scenario(new TerraPlay(), "secret", NOW).steps(Variation.OUT_OF_ORDER, content);

        assertThat(steps)
                .extracting(step -> Long.parseLong(step.webhook().headers().get("X-Terra-Ordering-Timestamp")))
                .isSortedAccordingTo((a, b) -> Long.compare(b, a))
                .doesNotHaveDuplicates();
    }

    static Stream<ProviderPlay> plays() {
        return Stream.of(new TerraPlay(), new OuraPlay(), new WhoopPlay());
    }

    private static JsonNode json(Webhook webhook) throws IOException {
        return new ObjectMapper().readTree(webhook.body());
    }
}
