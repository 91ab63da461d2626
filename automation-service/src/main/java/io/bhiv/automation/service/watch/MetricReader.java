package io.bhiv.automation.service.watch;

import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.job.Trigger.MetricSource;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** Finds a figure in an answer. Of one that was cut, whole lines alone are read: half a figure is another figure. */
final class MetricReader {

    private MetricReader() {}

    static OptionalDouble read(MetricSource figure, HttpCaller.Answer answer) {
        return switch (figure) {
            case MetricSource.AtPointer(String pointer) -> {
                var value = answer.json().at(pointer);
                yield value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
            }
            case MetricSource.Sample(String series) -> sample(series, wholeLines(answer));
        };
    }

    private static String wholeLines(HttpCaller.Answer answer) {
        String body = answer.body();
        return answer.cut() ? body.substring(0, body.lastIndexOf('\n') + 1) : body;
    }

    private static OptionalDouble sample(String series, String page) {
        return page.lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> line.substring(series.length()).strip().split("\\s+")[0])
                .flatMapToDouble(MetricReader::number)
                .findFirst();
    }

    private static DoubleStream number(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? DoubleStream.of(value) : DoubleStream.empty();
        } catch (NumberFormatException notANumber) {
            return DoubleStream.empty();
        }
    }
}
