package io.bhiv.trigger.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.trigger.parameters.Parameters.Cusum;
import io.bhiv.trigger.parameters.Parameters.Notifications;
import io.bhiv.trigger.parameters.Parameters.Options;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ParametersTest {

    @Test
    void defaultsAreThoseThatTheExamplesWereMadeWith() throws IOException {
        JsonNode given;
        try (InputStream in =
                Objects.requireNonNull(ParametersTest.class.getResourceAsStream("/samples/examples.json"))) {
            given = new ObjectMapper().readTree(in).get("defaults");
        }
        ours().forEach((name, value) ->
                assertThat(value).as(name).isEqualTo(given.at("/" + name).asDouble()));
        for (Metric metric : Metric.values()) {
            JsonNode one = given.get("metrics").get(metric.wireName());
            assertThat(Parameters.DEFAULTS.of(metric))
                    .isEqualTo(new MetricParameters(
                            one.get("lo").asDouble(),
                            one.get("hi").asDouble(),
                            one.get("log").asBoolean(),
                            one.get("floor").asDouble(),
                            one.get("dir").asInt(),
                            given.get("fuse_z").get(metric.wireName()).asDouble(),
                            given.get("fuse_min_abs").get(metric.wireName()).asDouble()));
        }
    }

    private static Map<String, Double> ours() {
        Parameters all = Parameters.DEFAULTS;
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("ring_days", (double) Parameters.Baselines.RING);
        numbers.put("lag", (double) all.baselines().lag());
        numbers.put("base_days", (double) all.baselines().days());
        numbers.put("min_base", (double) all.baselines().minimum());
        numbers.put("min_recent", (double) all.baselines().minimumRecent());
        numbers.put("hampel_k", all.baselines().outlier());
        numbers.put("fixed_critical", all.fixed().critical());
        numbers.put("fixed_high", all.fixed().high());
        numbers.put("trend_k_info", all.trend().info());
        numbers.put("trend_k_mod", all.trend().moderate());
        numbers.put("trend_k_high", all.trend().high());
        numbers.put("trend_hyst", all.trend().hysteresis());
        numbers.put("acute_z", all.acute().z());
        numbers.put("acute_z_single", all.acute().strongZ());
        Cusum cusum = all.cusum();
        numbers.put("cusum_k", cusum.slack());
        numbers.put("cusum_h_mod", cusum.moderate());
        numbers.put("cusum_h_high", cusum.high());
        numbers.put("cusum_clip", cusum.clip());
        numbers.put("cusum_reset_gap", (double) cusum.gap());
        numbers.put("phi_default", cusum.autocorrelation());
        numbers.put("phi_max", cusum.maximumAutocorrelation());
        numbers.put("cusum_cap", cusum.cap());
        numbers.put("cusum_calm_z", cusum.calm());
        numbers.put("ns_yellow", all.nightSignal().yellow());
        numbers.put("ns_red", all.nightSignal().red());
        numbers.put("ns_min_nights", (double) all.nightSignal().minimum());
        numbers.put("rr_mod_abs", all.respRate().delta());
        numbers.put("rr_mod_z", all.respRate().z());
        numbers.put("rr_high_abs", all.respRate().highDelta());
        numbers.put("rr_high_z", all.respRate().highZ());
        numbers.put("temp_info_abs", all.skinTemp().info());
        numbers.put("temp_mod_abs", all.skinTemp().moderate());
        numbers.put("temp_high_abs", all.skinTemp().high());
        numbers.put("temp_z", all.skinTemp().z());
        numbers.put("spo2_mod", all.oxygen().moderate());
        numbers.put("spo2_high", all.oxygen().high());
        numbers.put("spo2_drop", all.oxygen().drop());
        Notifications notifications = all.notifications();
        numbers.put("episode_gap", (double) notifications.episodeGap());
        numbers.put("cooldown_days/INFO", (double) notifications.cooldown(Severity.INFO));
        numbers.put("cooldown_days/MODERATE", (double) notifications.cooldown(Severity.MODERATE));
        numbers.put("cooldown_days/HIGH", (double) notifications.cooldown(Severity.HIGH));
        numbers.put("cooldown_days/CRITICAL", (double) notifications.cooldown(Severity.CRITICAL));
        numbers.put("budget_per_7d", (double) notifications.budget());
        numbers.put("umbrella_days", (double) notifications.umbrella());
        return numbers;
    }

    @Test
    void theHashIsOfEveryNumber() {
        String usual = Parameters.DEFAULTS.hash();
        // Fixed here, because it stands in triggers that others have stored.
        assertThat(usual).matches("[0-9a-f]{16}").isEqualTo(PINNED);
        assertThat(Parameters.DEFAULTS
                        .withFixed(new Parameters.Fixed(25, 41, 0, 300))
                        .hash())
                .isNotEqualTo(usual);
        assertThat(Parameters.DEFAULTS
                        .withOptions(new Options(true, true, false, false, 28))
                        .hash())
                .isNotEqualTo(usual);
    }

    private static final String PINNED = "c87a4f4943a906d0";
}
