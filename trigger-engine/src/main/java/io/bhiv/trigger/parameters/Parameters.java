package io.bhiv.trigger.parameters;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** Every number of the rules, by the rule that reads it. */
public record Parameters(
        Map<Metric, MetricParameters> metrics,
        Baselines baselines,
        Fixed fixed,
        Acute acute,
        Trend trend,
        NightSignal nightSignal,
        Cusum cusum,
        RespRate respRate,
        SkinTemp skinTemp,
        Oxygen oxygen,
        Notifications notifications,
        Arrivals arrivals,
        Options options) {

    /** What the rules were validated with. */
    public static final Parameters DEFAULTS = new Parameters(
            Map.of(
                    Metric.RMSSD, new MetricParameters(5, 250, true, 0.05, -1, 1.5, 0),
                    Metric.RHR, new MetricParameters(25, 130, false, 1.0, 1, 2.0, 2.0),
                    Metric.RESP_RATE, new MetricParameters(6, 35, false, 0.3, 1, 2.0, 0.75),
                    Metric.SKIN_TEMP, new MetricParameters(20, 42, false, 0.15, 1, 2.0, 0.4),
                    Metric.SPO2, new MetricParameters(70, 100, false, 0.5, -1, 2.5, 1.5)),
            new Baselines(7, 60, 14, 4, 3.5),
            new Fixed(25, 40, 0, 300),
            new Acute(1.5, 2.5),
            new Trend(0.5, 1.0, 1.5, 0.25, 3),
            new NightSignal(3, 4, 14),
            new Cusum(0.75, 4, 8, 4, 5, 0.5, 0.9, 8, 10, 1.0),
            new RespRate(1.0, 2.5, 3.0, 3.0),
            new SkinTemp(0.5, 0.6, 1.0, 2.0, 3.0, 0.3, 6.0),
            new Oxygen(94, 92, 3.0, 3.0, 1.0),
            new Notifications(3, 14, 7, 5, 4, 2, 3),
            new Arrivals(Duration.ofHours(6), 3, 7, 60),
            new Options(true, false, false, false, 28));

    public Parameters {
        metrics = Collections.unmodifiableMap(new EnumMap<>(metrics));
        if (metrics.size() != Metric.COUNT) {
            throw new IllegalArgumentException("every metric needs its parameters");
        }
    }

    public MetricParameters of(Metric metric) {
        MetricParameters found = metrics.get(metric);
        if (found == null) {
            throw new IllegalStateException("no parameters for " + metric);
        }
        return found;
    }

    public Parameters withFixed(Fixed other) {
        return new Parameters(
                metrics,
                baselines,
                other,
                acute,
                trend,
                nightSignal,
                cusum,
                respRate,
                skinTemp,
                oxygen,
                notifications,
                arrivals,
                options);
    }

    public Parameters withOptions(Options other) {
        return new Parameters(
                metrics,
                baselines,
                fixed,
                acute,
                trend,
                nightSignal,
                cusum,
                respRate,
                skinTemp,
                oxygen,
                notifications,
                arrivals,
                other);
    }

    /** Sixteen hexadecimal digits that change with any number above. */
    public String hash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /**
     * The baseline of night d is made of the nights d-lag-days+1 to d-lag; the recent nights are d-lag+1 to d.
     *
     * @param lag how many nights the baseline stays behind, so that what begins now is not yet part of it
     * @param days how many nights it covers
     * @param minimum with so many values that are no outliers it is ready: three weeks of nights
     * @param minimumRecent with fewer recent nights no trend is looked for
     * @param outlier a value that is further than this many scaled MADs from the median does not count
     */
    public record Baselines(int lag, int days, int minimum, int minimumRecent, double outlier) {

        /** What is remembered of every metric: the baseline and the nights it stays behind. */
        public static final int RING = 67;

        public Baselines {
            if (lag < 1 || days < 2 || lag + days > RING || minimum < 2) {
                throw new IllegalArgumentException("baseline and lag must fit into " + RING + " nights");
            }
        }
    }

    /**
     * RMSSD in milliseconds, the same for everybody.
     *
     * @param critical below this: CRITICAL
     * @param high else below this: HIGH
     * @param nothingAtOrBelow an RMSSD at or below this is no measurement and reaches no rule
     * @param nothingAbove neither is one above this
     */
    public record Fixed(double critical, double high, double nothingAtOrBelow, double nothingAbove) {

        /** Whether a device can have measured it. */
        public boolean isMeasurement(double rmssd) {
            return rmssd > nothingAtOrBelow && rmssd <= nothingAbove;
        }
    }

    /**
     * One or two very low nights of RMSSD.
     *
     * @param z on two nights: MODERATE
     * @param strongZ once: MODERATE; on two nights: HIGH
     */
    public record Acute(double z, double strongZ) {}

    /**
     * The mean of the recent RMSSD against the baseline, in baseline deviations.
     *
     * @param info from here on: INFO
     * @param moderate from here on: MODERATE
     * @param high from here on: HIGH
     * @param hysteresis a level is left when the trend is this much below it
     * @param apart two evaluations count together when they are at most this many days apart
     */
    public record Trend(double info, double moderate, double high, double hysteresis, int apart) {}

    /**
     * The resting heart rate against its median over all nights, two nights running.
     *
     * @param yellow beats per minute above the median
     * @param red beats per minute above the median
     * @param minimum with fewer nights it is silent
     */
    public record NightSignal(double yellow, double red, int minimum) {}

    /**
     * The sum of what exceeds the usual resting heart rate.
     *
     * @param slack what each night may exceed without adding to the sum
     * @param moderate the sum from which it is MODERATE; the level falls below half of this
     * @param high the sum from which it is HIGH
     * @param clip the most that one night can be
     * @param gap after more days than this without a night the sum starts over
     * @param autocorrelation where too few pairs of nights are known
     * @param maximumAutocorrelation the most that is taken as real
     * @param minimumPairs as many pairs of adjacent nights are needed to compute it
     * @param cap the most that the sum can be
     * @param calm two nights below this many deviations set the sum to 0
     */
    public record Cusum(
            double slack,
            double moderate,
            double high,
            double clip,
            int gap,
            double autocorrelation,
            double maximumAutocorrelation,
            int minimumPairs,
            double cap,
            double calm) {}

    /**
     * Breaths per minute above the usual.
     *
     * @param delta on two nights with {@code z}: MODERATE
     * @param z deviations that go with {@code delta}
     * @param highDelta once with {@code highZ}: HIGH
     * @param highZ deviations that go with {@code highDelta}
     */
    public record RespRate(double delta, double z, double highDelta, double highZ) {}

    /**
     * Degrees above the usual.
     *
     * @param info with {@code z}: INFO
     * @param moderate on two nights with {@code z}: MODERATE
     * @param high with {@code highZ}: HIGH
     * @param z deviations for the lower two levels
     * @param highZ deviations for the highest
     * @param luteal what a night tagged as luteal phase adds to the three limits, and to the one of the fusion
     * @param deviationRange a value between minus and plus this is a deviation that the vendor computed, no temperature
     */
    public record SkinTemp(
            double info, double moderate, double high, double z, double highZ, double luteal, double deviationRange) {}

    /**
     * Blood oxygen in percent, on two nights.
     *
     * @param moderate at or below: MODERATE
     * @param high at or below: HIGH
     * @param drop points below the usual that count as low as well
     * @param dropZ deviations that go with a drop
     * @param usualMargin whose mean is at most {@code moderate} plus this is usually low: only a drop counts
     */
    public record Oxygen(double moderate, double high, double drop, double dropZ, double usualMargin) {}

    /**
     * How many firings become notifications.
     *
     * @param episodeGap a rule that fires again within so many days continues its episode
     * @param cooldownInfo days after which an episode that opens again at INFO may notify again
     * @param cooldownModerate the same at MODERATE
     * @param cooldownHigh the same at HIGH
     * @param cooldownCritical the same at CRITICAL
     * @param budget notifications of INFO or MODERATE in seven days
     * @param umbrella nights for which a notification covers other rules of the same or a lower severity
     */
    public record Notifications(
            int episodeGap,
            int cooldownInfo,
            int cooldownModerate,
            int cooldownHigh,
            int cooldownCritical,
            int budget,
            int umbrella) {

        public int cooldown(Severity severity) {
            return switch (severity) {
                case INFO -> cooldownInfo;
                case MODERATE -> cooldownModerate;
                case HIGH -> cooldownHigh;
                case CRITICAL -> cooldownCritical;
            };
        }
    }

    /**
     * When a night is over.
     *
     * @param close a night closes this long after its first value, unless everything expected is in earlier
     * @param maximumAge a night that closes more days than this after its date fires nothing
     * @param expectedFrom a metric is expected when it was there in one of this many nights before
     * @param rebaseline a tag that asks for new baselines does so again when it was away for more days than this
     */
    public record Arrivals(Duration close, int maximumAge, int expectedFrom, int rebaseline) {}

    /**
     * What can be switched.
     *
     * @param dedupe whether episodes hold back notifications in mode {@code fixed} as well; its firings are all listed in any case
     * @param resolved whether the end of an episode that was notified is told, as INFO
     * @param hrvHigh whether an unusually high RMSSD is told, as INFO; never praise, because artefacts look the same
     * @param normalForYou whether mode {@code hybrid} says now and then that a low RMSSD is usual for this person
     * @param normalForYouDays days between two such notes
     */
    public record Options(
            boolean dedupe, boolean resolved, boolean hrvHigh, boolean normalForYou, int normalForYouDays) {}
}
