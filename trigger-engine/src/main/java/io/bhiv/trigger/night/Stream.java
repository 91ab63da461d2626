package io.bhiv.trigger.night;

import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;

/**
 * Values that may share a baseline: of one source, measured in one way.
 *
 * @param deviation whether the values are deviations that the vendor computed, which only skin temperature has
 */
public record Stream(String source, MeasurementContext context, boolean deviation) {

    public static Stream of(Observation one, Parameters parameters) {
        double range = parameters.skinTemp().deviationRange();
        boolean deviation = one.metric() == Metric.SKIN_TEMP && Math.abs(one.value()) <= range;
        return new Stream(one.source(), one.context(), deviation);
    }

    /** Whether this is taken where a night has both: nocturnal before morning, then by name, so that the order of arrival is no reason. */
    boolean isPreferredTo(Stream other) {
        int order = context.compareTo(other.context);
        if (order == 0) {
            order = source.compareTo(other.source);
        }
        return order != 0 ? order < 0 : !deviation && other.deviation;
    }

    public void write(StateWriter out) {
        out.text(source);
        out.octet(context.index());
        out.flag(deviation);
    }

    public static Stream read(StateReader in) {
        String source = in.text();
        return new Stream(source, MeasurementContext.at(in.ordinal(MeasurementContext.COUNT)), in.flag());
    }
}
