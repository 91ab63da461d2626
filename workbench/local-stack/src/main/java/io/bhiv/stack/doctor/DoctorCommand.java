package io.bhiv.stack.doctor;

import io.bhiv.stage.doctor.Doctor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The launcher runs {@link Doctor} from source, before anything is built; this makes the help list complete. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "What this machine lacks, and how to get it.")
public final class DoctorCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        return Doctor.ofThisMachine().report(System.out::println);
    }
}
