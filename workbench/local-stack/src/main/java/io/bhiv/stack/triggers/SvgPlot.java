package io.bhiv.stack.triggers;

import io.bhiv.trigger.NightResult;
import io.bhiv.trigger.baseline.Baseline;
import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.explain.Evidence;
import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.MetricParameters;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Draws a panel per person and metric: nights as dots, what was usual as a band, firings below them. A filled triangle is a
 * notification, a hollow circle a firing that was held back; a pointer over one shows its explanation.
 */
final class SvgPlot {

    private static final int WIDTH = 1000;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int PANEL = 150;
    private static final int CURVE = 104;
    private static final int HEADING = 30;
    private static final int STRIP = 122;
    private static final int HEAD = 62;
    private static final int MOST_PANELS = 200;

    private final Parameters parameters;
    private final Mode mode;
    private final StringBuilder svg = new StringBuilder();

    SvgPlot(Parameters parameters, Mode mode) {
        this.parameters = parameters;
        this.mode = mode;
    }

    private record Panel(PlottedPerson person, Metric metric) {}

    /** A night's value and, where it is known, what was usual. */
    private record Point(
            LocalDate night,
            double value,
            @Nullable Double low,
            @Nullable Double middle,
            @Nullable Double high) {}

    /** Where values and dates lie. */
    private record Scale(LocalDate from, long days, double low, double high, int top) {

        double x(LocalDate night) {
            double share = days == 0 ? 0.5 : (double) ChronoUnit.DAYS.between(from, night) / days;
            return LEFT + 6 + share * (WIDTH - LEFT - RIGHT - 12);
        }

        double y(double value) {
            return top + CURVE - (value - low) / (high - low) * (CURVE - HEADING);
        }
    }

    String of(List<PlottedPerson> people) {
        List<Panel> panels = new ArrayList<>();
        for (PlottedPerson person : people) {
            for (Metric metric : Metric.values()) {
                if (person.nights().stream()
                        .anyMatch(night -> night.statistics().containsKey(metric))) {
                    panels.add(new Panel(person, metric));
                }
            }
        }
        int shown = Math.min(panels.size(), MOST_PANELS);
        int height = HEAD + Math.max(1, shown) * PANEL + 10;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">",
                WIDTH, height, WIDTH, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        legend(panels.size() - shown);
        for (int i = 0; i < shown; i++) {
            panel(panels.get(i), HEAD + i * PANEL);
        }
        if (shown == 0) {
            text(LEFT, HEAD + 20, "#444", "There are no nights to draw.");
        }
        return svg.append("</svg>\n").toString();
    }

    private void legend(int left) {
        add(
                "<text x=\"%d\" y=\"20\" font-size=\"15\" fill=\"#222\">Nights, usual range and firings (mode %s)</text>",
                LEFT, mode.wireName());
        int x = LEFT;
        add("<circle cx=\"%d\" cy=\"36\" r=\"2.6\" fill=\"#33475b\"/>", x + 4);
        text(x + 12, 40, "#444", "night");
        add("<rect x=\"%d\" y=\"30\" width=\"18\" height=\"12\" fill=\"#cfe3f5\"/>", x + 60);
        text(x + 84, 40, "#444", "usual range");
        int at = x + 180;
        for (Severity severity : Severity.values()) {
            add("<path d=\"M%d 31 l6 11 h-12 z\" fill=\"%s\"/>", at, colour(severity));
            text(at + 10, 40, "#444", severity.name());
            at += 95;
        }
        add("<circle cx=\"%d\" cy=\"37\" r=\"4\" fill=\"none\" stroke=\"#555\" stroke-width=\"1.5\"/>", at);
        text(at + 10, 40, "#444", "not notified");
        text(
                LEFT,
                56,
                "#777",
                "Wellness information, not medical advice."
                        + (left > 0 ? " " + left + " more panels are not drawn." : ""));
    }

    private void panel(Panel panel, int top) {
        List<Point> points = points(panel);
        Scale scale = scale(panel.person(), points, top);
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fafafa\" stroke=\"#ddd\"/>",
                LEFT, top + 6, WIDTH - LEFT - RIGHT, STRIP);
        add(
                "<text x=\"%d\" y=\"%d\" fill=\"#222\" font-weight=\"bold\">%s</text>",
                LEFT + 6,
                top + 19,
                escaped(panel.person().user() + " · " + panel.metric().plainName() + ", "
                        + panel.metric().unit()));
        axis(scale, top);
        band(points, scale);
        for (Point point : points) {
            add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.4\" fill=\"#33475b\"/>",
                    scale.x(point.night()), scale.y(point.value()));
        }
        for (NightResult night : panel.person().nights()) {
            marks(night, panel.metric(), scale, top);
        }
    }

    private List<Point> points(Panel panel) {
        MetricParameters metric = parameters.of(panel.metric());
        List<Point> points = new ArrayList<>();
        for (NightResult night : panel.person().nights()) {
            Statistics found = night.statistics().get(panel.metric());
            if (found != null) {
                Baseline usual = found.usual();
                double value = metric.fromBaseline(found.x());
                points.add(
                        usual == null
                                ? new Point(night.night(), value, null, null, null)
                                : new Point(
                                        night.night(),
                                        value,
                                        metric.fromBaseline(usual.mean() - usual.deviation()),
                                        metric.fromBaseline(usual.mean()),
                                        metric.fromBaseline(usual.mean() + usual.deviation())));
            }
        }
        return points;
    }

    private static Scale scale(PlottedPerson person, List<Point> points, int top) {
        LocalDate from = person.nights().getFirst().night();
        long days = ChronoUnit.DAYS.between(from, person.nights().getLast().night());
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Point point : points) {
            low = Math.min(low, point.low() == null ? point.value() : Math.min(point.value(), point.low()));
            high = Math.max(high, point.high() == null ? point.value() : Math.max(point.value(), point.high()));
        }
        double margin = Math.max((high - low) * 0.06, 0.1);
        return new Scale(from, days, low - margin, high + margin, top);
    }

    private void axis(Scale scale, int top) {
        for (double share : new double[] {0.1, 0.5, 0.9}) {
            double value = scale.low() + share * (scale.high() - scale.low());
            add(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#eaeaea\"/>",
                    LEFT, WIDTH - RIGHT, scale.y(value), scale.y(value));
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#666\">%.1f</text>",
                    LEFT - 6, scale.y(value) + 4, value);
        }
        long step = Math.max(1, (scale.days() + 9) / 10);
        for (long day = 0; day <= scale.days(); day += step) {
            LocalDate night = scale.from().plusDays(day);
            double x = scale.x(night);
            add(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#bbb\"/>",
                    x, x, top + STRIP + 6, top + STRIP + 10);
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#666\" font-size=\"9\">%s</text>",
                    x, top + STRIP + 19, night);
        }
    }

    /** One area per run of nights with a baseline: a gap in the baseline is a gap in the band. */
    private void band(List<Point> points, Scale scale) {
        List<Point> run = new ArrayList<>();
        for (Point point : points) {
            if (point.middle() != null) {
                run.add(point);
            } else {
                area(run, scale);
                run.clear();
            }
        }
        area(run, scale);
    }

    private void area(List<Point> run, Scale scale) {
        if (run.isEmpty()) {
            return;
        }
        StringBuilder upper = new StringBuilder();
        StringBuilder lower = new StringBuilder();
        StringBuilder middle = new StringBuilder();
        for (Point point : run) {
            double x = scale.x(point.night());
            upper.append(at(x, scale.y(orElse(point.high(), point.value()))));
            lower.insert(0, at(x, scale.y(orElse(point.low(), point.value()))));
            middle.append(at(x, scale.y(orElse(point.middle(), point.value()))));
        }
        add("<polygon points=\"%s%s\" fill=\"#cfe3f5\" fill-opacity=\"0.8\"/>", upper, lower);
        add("<polyline points=\"%s\" fill=\"none\" stroke=\"#5b8db8\" stroke-width=\"1.2\"/>", middle);
    }

    private static double orElse(@Nullable Double number, double otherwise) {
        return number == null ? otherwise : number;
    }

    private static String at(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", x, y);
    }

    /** A notification stands at the bottom, what was held back above it. */
    private void marks(NightResult night, Metric metric, Scale scale, int top) {
        double x = scale.x(night.night());
        double bottom = top + STRIP;
        int above = night.notification().filter(one -> concerns(one, metric)).isPresent() ? 1 : 0;
        for (Outcome outcome : night.outcomes()) {
            Trigger trigger = outcome.trigger();
            if (!concerns(trigger, metric)) {
                continue;
            }
            String title = escaped(
                    trigger.night() + " " + trigger.rule() + " " + trigger.severity() + ": " + trigger.explanation());
            String colour = colour(trigger.severity());
            if (outcome instanceof Outcome.Notified) {
                add(
                        "<path d=\"M%.1f %.1f l6 11 h-12 z\" fill=\"%s\"><title>%s</title></path>",
                        x, bottom - 7, colour, title);
            } else {
                add(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#fff\" stroke=\"%s\" stroke-width=\"1.5\">"
                                + "<title>%s</title></circle>",
                        x, bottom - above++ * 8.0, colour, title);
            }
        }
    }

    private static boolean concerns(Trigger trigger, Metric metric) {
        return trigger.evidence().stream().map(Evidence::metric).anyMatch(metric::equals);
    }

    /** Told apart by people who see red and green alike. */
    private static String colour(Severity severity) {
        return switch (severity) {
            case INFO -> "#56b4e9";
            case MODERATE -> "#e69f00";
            case HIGH -> "#d55e00";
            case CRITICAL -> "#7b1fa2";
        };
    }

    private void text(int x, int y, String colour, String text) {
        add("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>", x, y, colour, escaped(text));
    }

    /** Every caller passes a literal. */
    @SuppressWarnings("AnnotateFormatMethod")
    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                // Control characters may not stand in XML at all.
                default -> escaped.appendCodePoint(c < ' ' ? ' ' : c);
            }
        });
        return escaped.toString();
    }
}
