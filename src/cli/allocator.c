/*
 * The GNU allocator takes the size of the largest block that was given back, up to 32 MiB, as a hint to keep blocks
 * of that size from then on, and it has a pool for every thread. `newsgrep index` fills and empties tens of megabytes
 * at a time on several threads: with little `--memory` that is half as much again, or more.
 *
 * So for this command blocks of 1 MiB and more are mapped by themselves and given back at once, a pool keeps 4 MiB at
 * most, and all threads share two pools. Smaller blocks come and go with every article: to map and clear those each
 * time was a tenth of indexing. Whoever sets one of these by the environment is left alone.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* The GNU C library hands the arguments to whatever runs before main. */
__attribute__((constructor)) static void give_memory_back(int count, char **arguments)
{
    static const char *const variables[] = {
        "GLIBC_TUNABLES",
        "MALLOC_ARENA_MAX",
        "MALLOC_MMAP_THRESHOLD_",
        "MALLOC_TRIM_THRESHOLD_",
    };

    if (count < 2 || strcmp(arguments[1], "index") != 0)
        return;
    for (size_t at = 0; at < sizeof variables / sizeof *variables; at++)
        if (getenv(variables[at]))
            return;
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
    mallopt(M_ARENA_MAX, 2);
}
