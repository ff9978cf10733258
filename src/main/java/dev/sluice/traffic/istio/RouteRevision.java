package dev.sluice.traffic.istio;

import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Weight;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mark of one write. It travels with the weights, so a gateway that answers with it serves them.
 *
 * @param rollout the rollout that wrote it
 * @param label what was asked for
 * @param nonce tells two writes with the same label apart
 */
record RouteRevision(String rollout, String label, String nonce) {
    private static final String BACK = "back-";
    private static final String WEIGHT = "w";
    private static final Pattern NUMBER = Pattern.compile(WEIGHT + "(\\d{1,3})(?:\\.(\\d))?");

    static String label(DesiredTraffic goal) {
        return switch (goal) {
            case DesiredTraffic.Split split -> WEIGHT + split.weight().number();
            case DesiredTraffic.Back back -> BACK + back.outcome();
            case DesiredTraffic.Untouched _, DesiredTraffic.Clean _ -> "";
        };
    }

    static Optional<RouteRevision> parse(String text) {
        String[] parts = text.split("/", -1);
        return parts.length == 3 ? Optional.of(new RouteRevision(parts[0], parts[1], parts[2])) : Optional.empty();
    }

    /** Whether this is the mark of that goal of that rollout, whenever it was written. */
    boolean marks(String rollout, DesiredTraffic goal) {
        return this.rollout.equals(rollout) && label.equals(label(goal));
    }

    /** How the revert ends that this marks; empty when it marks no revert. */
    Optional<Outcome> revert() {
        return Arrays.stream(Outcome.values())
                .filter(o -> label.equals(BACK + o))
                .findFirst();
    }

    /** Green's weight where this mark is served; empty when it tells none. */
    Optional<Weight> weight() {
        if (label.startsWith(BACK)) {
            return Optional.of(Weight.NONE);
        }
        Matcher number = NUMBER.matcher(label);
        if (!number.matches()) {
            return Optional.empty();
        }
        String tenth = number.group(2);
        int permille = Integer.parseInt(number.group(1)) * 10 + (tenth == null ? 0 : Integer.parseInt(tenth));
        return permille > Weight.ALL.permille() ? Optional.empty() : Optional.of(new Weight(permille));
    }

    @Override
    public String toString() {
        return rollout + "/" + label + "/" + nonce;
    }
}
