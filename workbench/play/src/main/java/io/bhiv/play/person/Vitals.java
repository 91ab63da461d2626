package io.bhiv.play.person;

/**
 * What a device measured over a night.
 *
 * @param rmssd ms
 * @param restingHeartRate the lowest, beats a minute
 * @param averageHeartRate beats a minute
 * @param respiratoryRate breaths a minute
 * @param temperatureDeviation from what is usual, degrees Celsius
 * @param spo2 percent
 */
public record Vitals(
        double rmssd,
        double restingHeartRate,
        double averageHeartRate,
        double respiratoryRate,
        double temperatureDeviation,
        double spo2) {

    public Vitals withRmssd(double other) {
        return new Vitals(other, restingHeartRate, averageHeartRate, respiratoryRate, temperatureDeviation, spo2);
    }
}
