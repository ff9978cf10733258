package dev.sluice.bench;

/**
 * One entry of the catalogue.
 *
 * @param name as the tables call it
 * @param what for people: what happens
 * @param wanted what a controller is to do
 * @param floor what a perfect controller would have to pay
 * @param fault what happens
 */
record Case(String name, String what, Wanted wanted, Floor floor, Fault fault) {
    @Override
    public String toString() {
        return name;
    }
}
