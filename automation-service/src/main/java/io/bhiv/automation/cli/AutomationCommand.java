package io.bhiv.automation.cli;

import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.ledger.FileLedger;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.read.JobSchema;
import io.bhiv.automation.engine.read.ReadResult;
import io.bhiv.automation.engine.read.Suggestion;
import io.bhiv.automation.engine.read.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses the command line and runs the command. */
public final class AutomationCommand {

    private static final int MOST_NEXT = 10_000;

    private final Function<String, @Nullable String> environment;
    private final Clock clock;
    private final PrintWriter out;
    private final PrintWriter err;

    public AutomationCommand(
            Function<String, @Nullable String> environment, Clock clock, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    /** The exit code. */
    public int execute(String... arguments) {
        CommandSpec spec = Options.spec();
        CommandLine line = new CommandLine(spec).setOut(out).setErr(err);
        try {
            Options options = new Options(line.parseArgs(arguments));
            if (CommandLine.printHelpIfRequested(options.parsed())) {
                return ExitCode.FINE.code();
            }
            List<String> modes = options.modes();
            if (modes.size() != 1) {
                throw new ParameterException(line, "Exactly one of " + String.join(", ", Options.MODES) + " is needed");
            }
            return execute(modes.getFirst(), options).code();
        } catch (ParameterException wrong) {
            err.println(wrong.getMessage() + hint(wrong, spec) + " (--help explains)");
            return ExitCode.BAD_CONFIGURATION.code();
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static String hint(ParameterException wrong, CommandSpec spec) {
        return wrong instanceof UnmatchedArgumentException unknown
                ? Suggestion.hint(
                        unknown.getUnmatched().getFirst(), spec.optionsMap().keySet())
                : "";
    }

    private ExitCode execute(String mode, Options options) {
        if (mode.equals("--schema")) {
            out.println(JobSchema.ofJobFile());
            return ExitCode.FINE;
        }
        Optional<JobFile> file = read(options.config());
        if (file.isEmpty()) {
            return ExitCode.BAD_CONFIGURATION;
        }
        return switch (mode) {
            case "--validate" -> valid(options.config(), file.get());
            case "--dry-run" -> dryRun(file.get());
            case "--next" -> next(file.get(), options.next());
            case "--once" -> work(options, rounds -> rounds.once(file.get()));
            case "--run" -> runOne(options, file.get());
            case "--watch" -> watch(options, file.get());
            default -> throw new IllegalStateException("no such mode: " + mode);
        };
    }

    private Optional<JobFile> read(Path config) {
        try {
            return switch (new JobFileReader().read(Files.readString(config))) {
                case ReadResult.Valid(JobFile file) -> Optional.of(file);
                case ReadResult.Invalid(List<Violation> violations) -> {
                    violations.forEach(violation -> err.println(config + " " + violation));
                    yield Optional.empty();
                }
            };
        } catch (CharacterCodingException notText) {
            err.println(config + " is not UTF-8 text");
        } catch (NoSuchFileException missing) {
            err.println("there is no job file " + config + "; --config FILE names another");
        } catch (IOException unreadable) {
            err.println("the job file cannot be read: " + unreadable);
        }
        return Optional.empty();
    }

    private ExitCode valid(Path config, JobFile file) {
        int jobs = file.jobs().size();
        out.println(config + " is valid: " + jobs + (jobs == 1 ? " job" : " jobs"));
        return ExitCode.FINE;
    }

    private ExitCode dryRun(JobFile file) {
        for (Job job : file.list()) {
            if (!job.enabled()) {
                out.println(job.name() + ": disabled, would not run");
                continue;
            }
            out.println(job.name() + " (" + job.trigger().wireName() + ") would run:");
            for (ActionSpec action : job.actions()) {
                // Settings still hold references where secrets are: they are resolved only for a call.
                out.println("  " + action.type() + " " + action.settings());
            }
        }
        return ExitCode.FINE;
    }

    private ExitCode next(JobFile file, int count) {
        file.list().stream().filter(Job::enabled).forEach(job -> {
            List<Instant> due = DueTimes.next(job.trigger(), clock.instant(), Math.clamp(count, 1, MOST_NEXT));
            out.println(job.name() + " (" + job.trigger().wireName() + ")" + (due.isEmpty() ? ": no due times" : ""));
            due.forEach(at -> out.println("  " + at));
        });
        return ExitCode.FINE;
    }

    private ExitCode runOne(Options options, JobFile file) {
        Optional<Job> job = file.find(options.run());
        if (job.isEmpty()) {
            err.println("the file has no job '" + options.run() + "'"
                    + Suggestion.hint(options.run(), file.jobs().keySet()));
            return ExitCode.BAD_CONFIGURATION;
        }
        if (!job.get().enabled()) {
            err.println("the job '" + options.run() + "' is disabled in " + options.config());
            return ExitCode.BAD_CONFIGURATION;
        }
        return work(options, rounds -> rounds.once(JobFile.of(List.of(job.get()))));
    }

    private ExitCode watch(Options options, JobFile file) {
        if (options.interval().toMinutes() < 1) {
            err.println("--interval is a number of minutes, at least 1");
            return ExitCode.BAD_CONFIGURATION;
        }
        return work(options, rounds -> rounds.watch(file, options.interval(), () -> read(options.config())));
    }

    private ExitCode work(Options options, Function<Rounds, ExitCode> work) {
        try (StopSignal signal = new StopSignal();
                Rounds rounds = Rounds.open(options.ledger(), options.reports(), environment, clock, out)) {
            signal.calls(rounds::stop);
            return work.apply(rounds);
        } catch (FileLedger.Locked held) {
            err.println(held.getMessage());
            return ExitCode.LOCK_HELD;
        } catch (FileLedger.Unusable unusable) {
            err.println(unusable.getMessage());
            return ExitCode.BAD_CONFIGURATION;
        } catch (IOException unusable) {
            err.println("no reports can be written to " + options.reports() + ": " + unusable);
            return ExitCode.BAD_CONFIGURATION;
        }
    }
}
