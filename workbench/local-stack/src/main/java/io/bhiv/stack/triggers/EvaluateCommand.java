package io.bhiv.stack.triggers;

import io.bhiv.stage.layout.BadSetting;
import io.bhiv.trigger.Evaluation;
import io.bhiv.trigger.PersonState;
import io.bhiv.trigger.TriggerEngine;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Reads nights, evaluates person by person, writes what fired as CSV. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Runs nights through the trigger engine, each as if it had just been slept.",
            "",
            "FILE has lines user,night,metric,value[,source,context], with or without a header: night is yyyy-mm-dd, metric is"
                    + " rmssd, rhr, resp_rate, skin_temp or spo2, context is nocturnal (default), morning_spot or spot. The"
                    + " metric tag takes a word as its value, for example alcohol. A line replaces an earlier one for the same"
                    + " user, night, metric and source.",
            "",
            "Standard output gets user,night,kind,rule,severity,recommendation,status: person by person as they first appear,"
                    + " nights ascending; each night's firings, then its notification. What is not used is printed on standard"
                    + " error. Wellness information, not medical advice."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            " 0:every line was read",
            " 1:a line could not be read; the others were evaluated",
            " 2:wrong options, or no such file"
        })
final class EvaluateCommand implements Callable<Integer> {

    /** Beyond this, messages about lines are only counted. */
    private static final int MOST_MESSAGES = 50;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @picocli.CommandLine.Parameters(paramLabel = "FILE", description = "the nights; - reads standard input")
    private String file = "";

    @Option(
            names = "--mode",
            defaultValue = "fixed",
            converter = ModeName.class,
            description =
                    "fixed (default): the same limits for everybody; personal: compared with oneself; hybrid: fixed"
                            + " until enough nights are known; both: side by side")
    private Mode mode = Mode.FIXED;

    @Option(names = "--plot", paramLabel = "SVG", description = "draw nights, usual range and firings into this file")
    private @Nullable Path plot;

    @Option(names = "--explain", description = "three more columns: reason of a suppression, trigger_id, explanation")
    private boolean explain;

    @Option(names = "--resolved", description = "also say when an episode that was notified has ended")
    private boolean resolved;

    @Override
    public Integer call() throws IOException {
        HistoryFile history = read();
        PrintWriter out = command.commandLine().getOut();
        Parameters.Options options = Parameters.DEFAULTS.options();
        Parameters parameters = Parameters.DEFAULTS.withOptions(new Parameters.Options(
                options.dedupe(), resolved, options.hrvHigh(), options.normalForYou(), options.normalForYouDays()));
        TriggerEngine engine = new TriggerEngine(mode, parameters);
        FiringTable table = new FiringTable(out, explain);
        List<PlottedPerson> people = new ArrayList<>();
        table.head();
        history.people().forEach((user, arrivals) -> {
            Evaluation evaluation = engine.replay(user, PersonState.NEW, arrivals);
            table.rows(user, evaluation.nights());
            evaluation.rejected().forEach(history::notUsed);
            if (plot != null) {
                people.add(new PlottedPerson(user, evaluation.nights()));
            }
        });
        out.flush();
        say(history.messages());
        if (plot != null) {
            write(plot, new SvgPlot(parameters, mode).of(people));
        }
        return history.isReadable() ? 0 : 1;
    }

    private static void write(Path plot, String svg) {
        try {
            Files.writeString(plot, svg);
        } catch (IOException e) {
            throw new BadSetting("The picture cannot be written to " + plot + '.', e);
        }
    }

    private HistoryFile read() throws IOException {
        if (file.equals("-")) {
            return read(System.in);
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new picocli.CommandLine.ParameterException(
                    command.commandLine(), "There is no file " + file + " that can be read.");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return read(in);
        }
    }

    private HistoryFile read(InputStream in) throws IOException {
        // Strict: a byte that is no UTF-8 is an error and not a question mark in somebody's name.
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        try {
            return HistoryFile.read(lines);
        } catch (CharacterCodingException broken) {
            throw new BadSetting(file + " is not written in UTF-8.", broken);
        }
    }

    private void say(List<String> messages) {
        PrintWriter err = command.commandLine().getErr();
        messages.stream().limit(MOST_MESSAGES).forEach(err::println);
        if (messages.size() > MOST_MESSAGES) {
            err.println("and " + (messages.size() - MOST_MESSAGES) + " more such lines");
        }
        err.flush();
    }

    /** Lower case, as everywhere. */
    private static final class ModeName implements ITypeConverter<Mode> {

        @Override
        public Mode convert(String name) {
            return Mode.ofWireName(name)
                    .orElseThrow(() -> new TypeConversionException("modes are fixed, personal, hybrid and both"));
        }
    }
}
