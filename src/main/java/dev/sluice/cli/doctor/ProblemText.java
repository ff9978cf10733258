package dev.sluice.cli.doctor;

import dev.sluice.mesh.TrafficConfigException;

/** An obstacle tells what is wrong, then, behind the last semicolon, the cure. */
final class ProblemText {
    private ProblemText() {}

    static CheckResult finding(String check, TrafficConfigException problem) {
        return parted(check, CheckResult.Status.fail, problem.why());
    }

    /** Something that is no obstacle, told in the same way. */
    static CheckResult warning(String check, String why) {
        return parted(check, CheckResult.Status.warn, why);
    }

    private static CheckResult parted(String check, CheckResult.Status result, String why) {
        int cut = why.lastIndexOf("; ");
        return new CheckResult(
                check, result, cut < 0 ? why : why.substring(0, cut), cut < 0 ? "" : why.substring(cut + 2));
    }
}
