"""What a kernel knows and its compiler cannot see. Neither changes a result; both are measured."""

from collections.abc import Callable
from typing import Any, cast

import numpy.typing as npt
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np import arrayobj


def _natural(context: Any, value: Any) -> Any:
    def made(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.assume(builder.icmp_signed(">=", arguments[0], arguments[0].type(0)))
        return arguments[0]

    return types.int64(types.int64), made


def _fetch(context: Any, rows: Any, at: Any) -> Any:
    def made(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = arrayobj.make_array(signature.args[0])(context, builder, arguments[0])
        step = cgutils.unpack_tuple(builder, array.strides)[0]
        byte = builder.add(builder.ptrtoint(array.data, step.type), builder.mul(step, arguments[1]))
        place, number = builder.inttoptr(byte, cgutils.voidptr_t), cgutils.int32_t
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        reading, soon, data = number(0), number(3), number(1)
        builder.call(prefetch, [place, reading, soon, data])
        return context.get_dummy_value()

    return types.void(rows, types.int64), made


# A whole number that is not negative, as it is: an array that is asked by it does not look at its end.
natural: Callable[[int], int] = cast(Callable[[int], int], intrinsic(_natural))
# Begin to bring a row of an array near, without waiting for it.
fetch: Callable[[npt.NDArray[Any], int], None] = cast(
    Callable[[npt.NDArray[Any], int], None], intrinsic(_fetch)
)
