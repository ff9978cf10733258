package dev.sluice.bench;

/**
 * One entry of the catalogue.
 *
 * @param name as the tables call it
 * @param what for people: what happens
 * @param wanted what a controller is to do
 * @param floor what a perfect controller would have to pay
 * @param app what happens to it
 * @param after so many seconds later than other cases it begins
 * @param fault what happens
 */
record Case(String name, String what, Wanted wanted, Floor floor, App app, double after, SimulatedGreen fault) {
    Case(String name, String what, Wanted wanted, Floor floor, SimulatedGreen fault) {
        this(name, what, wanted, floor, App.USUAL, 0, fault);
    }

    /** The same, later. */
    Case after(double seconds) {
        return new Case(name, what, wanted, floor, app, seconds, fault);
    }

    /** The same, of another app. */
    Case of(App other) {
        return new Case(name, what, wanted, floor, other, after, fault);
    }

    @Override
    public String toString() {
        return name;
    }
}
