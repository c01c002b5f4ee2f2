// A container's first process that does nothing.
#include <unistd.h>

int main(void)
{
    for (;;) pause();
}
